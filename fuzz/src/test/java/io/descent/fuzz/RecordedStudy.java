package io.descent.fuzz;

import io.descent.core.search.Journal;
import io.descent.core.search.NumberRange.Scale;
import io.descent.core.search.Objective;
import io.descent.core.search.Space;
import io.descent.core.search.Study;
import io.descent.core.search.SuccessiveHalving;
import io.descent.core.search.TrialFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A study of five trials, one of which fails, and of epochs that are rationed. */
final class RecordedStudy {
    /** What its journal says about it. */
    static final Map<String, Object> DEFINITION = Map.of("search", "x");

    private RecordedStudy() {}

    /** The study; known outcomes come from the journal. */
    static Study.Builder of(Journal journal) {
        Objective objective = assignment -> {
            double x = (Double) assignment.values().get("x");
            for (int epoch = 1; epoch <= assignment.epochs(); epoch++) {
                assignment.report(epoch, x + 1.0 / epoch, 1.0 / epoch);
            }
            if (assignment.trial() == 3) {
                throw new TrialFailure("diverged", new IllegalStateException());
            }
            return new Objective.Result(x, assignment.epochs(), "abc");
        };
        return Study.of(Space.builder().number("x", Scale.LINEAR, 0, 1).build(), objective)
                .strategy(new SuccessiveHalving(3, 1))
                .trials(5)
                .epochs(3)
                .journal(journal);
    }

    /** The journal of the whole study. */
    static String journal() {
        Path folder = Scratch.folder("sound-study");
        try (Journal journal = Journal.open(folder, DEFINITION, false)) {
            of(journal).run();
            journal.test(1, Map.of("accuracy", 0.5));
        }
        try {
            return Files.readString(folder.resolve(Journal.FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
