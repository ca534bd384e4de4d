/// Faults on purpose: throttling, delay and outage, for tests and drills. They are switched by an object of the same
/// process or by a file of the operator.
///
/// What must not be here: a way to switch a fault over the network, and a fault that weakens a check.
@NullMarked
package dev.sallyport.localkms.fault;

import org.jspecify.annotations.NullMarked;
