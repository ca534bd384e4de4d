/// Policies in the language of AWS IAM: what a document says about a request, and nothing about keys or storage.
///
/// What must not be here: a construct that is read and then ignored. What the evaluation does not know is refused when
/// the policy is read.
@NullMarked
package dev.sallyport.localkms.policy;

import org.jspecify.annotations.NullMarked;
