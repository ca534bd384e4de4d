package dev.sallyport.guard.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The forms of a report.
public enum ReportFormat {
    TEXT("text/plain"),
    JSON("application/json"),
    SARIF("application/sarif+json");

    private final String mediaType;

    ReportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// By the word that command lines use: `text`, `json` or `sarif`.
    public static Optional<ReportFormat> named(String word) {
        for (ReportFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// The whole report, with a line feed at its end.
    public String write(List<Reviewed> reviewed) {
        return switch (this) {
            case TEXT -> TextReport.write(reviewed);
            case JSON -> JsonReport.writeFiles(reviewed);
            case SARIF -> SarifReport.write(reviewed);
        };
    }
}
