package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.stack.Programs;
import dev.sallyport.quickstart.training.Training;
import java.util.List;
import java.util.Set;

/// `train`: one demonstration, unseen, from whose record later starts begin.
public final class TrainCommand implements Command {

    @Override
    public String name() {
        return "train";
    }

    @Override
    public int run(List<String> words) throws Exception {
        if (!Arguments.parse(words, Set.of()).rest().isEmpty()) {
            throw CliFailure.usage("train takes nothing");
        }
        try (var progress = new Progress(System.err)) {
            progress.step("running the demonstration for the record: later starts take half the time", () -> {
                new Training(Programs.ofThisBuild()).run();
                return 0;
            });
        }
        return 0;
    }
}
