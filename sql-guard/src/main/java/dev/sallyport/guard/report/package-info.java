/// How evaluations are written: text for people, JSON for programs, SARIF for code review tools.
///
/// What must not be here: judging, reading files, HTTP.
@NullMarked
package dev.sallyport.guard.report;

import org.jspecify.annotations.NullMarked;
