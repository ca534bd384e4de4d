/// What the two clusters of a stack hold at first: the services' own databases with their roles, and the
/// customer's shop with the least-privilege role whose DSN is sealed.
///
/// What must not be here: tables of a service, which its own migrations make.
@NullMarked
package dev.sallyport.quickstart.databases;

import org.jspecify.annotations.NullMarked;
