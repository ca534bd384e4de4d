/// IP addresses and networks as bytes: parsed strictly, IPv4 inside IPv6 read as the IPv4 address that it is.
///
/// What must not be here: name resolution.
@NullMarked
package dev.sallyport.service.address;

import org.jspecify.annotations.NullMarked;
