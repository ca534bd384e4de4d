/// What both services share: the door (callers, keys, limits), problems, audit, KMS adapters.
///
/// What must not be here: any credential handling, any SQL judgement, anything that only one of the services needs.
@NullMarked
package dev.sallyport.service;

import org.jspecify.annotations.NullMarked;
