/// The data folder: what lies where, files and folders that their owner alone may read, and one launcher at a
/// time.
///
/// What must not be here: what the files mean to a service.
@NullMarked
package dev.sallyport.quickstart.files;

import org.jspecify.annotations.NullMarked;
