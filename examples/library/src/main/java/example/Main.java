package example;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.training.TrainingResult;
import io.descent.core.wiring.PluginsModule;
import io.descent.core.wiring.Trainings;
import java.nio.file.Path;
import java.util.List;

/** Trains an experiment: {@code Main EXPERIMENT [KEY=VALUE...]}. Uses only the few modules listed in the pom. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        try {
            List<String> all = List.of(arguments);
            Injector injector = Guice.createInjector(new PluginsModule(Main.class.getClassLoader()));
            ExperimentFile reader = injector.getInstance(ExperimentFile.class);
            Experiment asked = reader.read(Path.of(all.get(0)), all.subList(1, all.size()));
            TrainingData data = TrainingData.load(asked.data(), asked.precision(), asked.streams());
            Trainings trainings = injector.getInstance(Trainings.class);
            TrainingResult result = trainings
                    .trainer(trainings.resolve(asked, data.summary()), data, List.of())
                    .train();
            System.out.println("test " + result.test().values());
        } catch (InvalidInputException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
