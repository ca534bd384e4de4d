/// The local KMS as a process of this stack: its principals, what each may do, and the platform's key.
///
/// What must not be here: a principal that may both seal and unseal, but for the operator who sets keys up.
@NullMarked
package dev.sallyport.quickstart.kms;

import org.jspecify.annotations.NullMarked;
