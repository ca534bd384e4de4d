/// Who calls, as the grants say: API keys for the gate of service-base, and for each the recipient of its answers.
///
/// What must not be here: what a caller may do with an integration.
@NullMarked
package dev.sallyport.proxy.admission;

import org.jspecify.annotations.NullMarked;
