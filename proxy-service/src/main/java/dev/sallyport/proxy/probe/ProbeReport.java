package dev.sallyport.proxy.probe;

import dev.sallyport.proxy.value.JsonBytes;
import java.util.List;
import java.util.Optional;

/// What a DSN allows, or why it does not log in.
record ProbeReport(boolean reachable, boolean logsIn, Optional<String> errorCode, List<Finding> findings) {

    private static final int MOST_BYTES = 64 * 1024;

    static ProbeReport loggedIn(List<Finding> findings) {
        return new ProbeReport(true, true, Optional.empty(), List.copyOf(findings));
    }

    static ProbeReport refused(boolean reachable, String errorCode) {
        return new ProbeReport(reachable, false, Optional.of(errorCode), List.of());
    }

    byte[] toJson() {
        JsonBytes json = new JsonBytes(MOST_BYTES);
        json.raw("{\"reachable\":").raw(Boolean.toString(reachable));
        json.raw(",\"logs_in\":").raw(Boolean.toString(logsIn));
        errorCode.ifPresent(code -> json.raw(",\"error_code\":").string(code));
        json.raw(",\"findings\":[");
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            json.raw(i == 0 ? "{\"code\":" : ",{\"code\":").string(finding.code());
            json.raw(",\"severity\":").string(finding.severity());
            json.raw(",\"message\":").string(finding.message());
            json.raw(",\"fix\":").string(finding.fix()).raw('}');
        }
        return json.raw("]}").take();
    }
}
