/// Which backend computes the post-quantum operations of a service that stays.
@NullMarked
package dev.sallyport.service.backend;

import org.jspecify.annotations.NullMarked;
