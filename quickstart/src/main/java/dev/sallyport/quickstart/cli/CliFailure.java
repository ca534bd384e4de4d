package dev.sallyport.quickstart.cli;

/// Why a command cannot go on, in one line for a person, with the exit code.
public final class CliFailure extends RuntimeException {

    /// The services or the data said no.
    public static final int FAILED = 1;

    /// The command line is wrong.
    public static final int USAGE = 2;

    /// Something that the command needs is not there: a port, a running stack, a file.
    public static final int UNAVAILABLE = 3;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CliFailure(int exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    private CliFailure(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    public static CliFailure failed(String line) {
        return new CliFailure(FAILED, line);
    }

    public static CliFailure failed(String line, Throwable cause) {
        return new CliFailure(FAILED, line, cause);
    }

    public static CliFailure usage(String line) {
        return new CliFailure(USAGE, line + " (./sallyport --help)");
    }

    public static CliFailure unavailable(String line) {
        return new CliFailure(UNAVAILABLE, line);
    }

    public int exitCode() {
        return exitCode;
    }

    /// The one line.
    public String line() {
        return String.valueOf(getMessage());
    }
}
