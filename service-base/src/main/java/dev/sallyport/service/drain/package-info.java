/// How a replica stops without failing a call: it says so, sends its clients elsewhere, and ends what runs in time.
@NullMarked
package dev.sallyport.service.drain;

import org.jspecify.annotations.NullMarked;
