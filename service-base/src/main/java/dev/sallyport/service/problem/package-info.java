/// What a service says when it does not do what it was asked: one enum of stable codes, one exception, one document
/// (RFC 9457). The text for the log and the text for the caller are two fields, and only this package makes the second
/// one leave the service.
///
/// What must not be here: a host, a user, a DSN, a statement's parameter or a row in any text for a caller.
@NullMarked
package dev.sallyport.service.problem;

import org.jspecify.annotations.NullMarked;
