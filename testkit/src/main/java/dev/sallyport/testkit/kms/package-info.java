/// The local KMS in the process of the test, with the principals of a Sallyport installation and faults on demand.
///
/// What must not be here: a second implementation of any KMS rule.
@NullMarked
package dev.sallyport.testkit.kms;

import org.jspecify.annotations.NullMarked;
