package io.descent.core.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunRecord;
import io.descent.core.run.RunWriter;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.tensor.internal.Scalar;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Descent works on a {@link CrashFileSystem} as it does on a real one. */
class RunOnCrashFileSystemTest {
    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(4, new TestPlugins.Cubic(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(3);
    }

    @Test
    void runIsWrittenReplacedContinuedAndRead() throws Exception {
        CrashFileSystem disk = new CrashFileSystem();
        Path folder = disk.root().resolve("runs/a");
        String trained;
        try (RunWriter run = RunWriter.create(folder, false)) {
            trained = run.train(moons().listener(run).build()).weightsSha256();
        }
        assertThat(RunRecord.read(folder).history("train.cost")).hasSize(3);
        try (RunWriter run = RunWriter.create(folder, true)) {
            run.train(moons().listener(run).build());
        }
        Model model = new Model(ModelFile.load(folder, TestPlugins.registry()), new Scalar());
        assertThat(model.parts().network().parameters().sha256()).isEqualTo(trained);
        RunReader reader = new RunReader(folder, new ExperimentFile(TestPlugins.registry()));
        assertThat(reader.exists()).isTrue();
        assertThat(reader.checkpoint().description().epoch()).isEqualTo(3);
        assertThat(Files.exists(folder.resolve("result.json"))).isTrue();
        assertThat(disk.operations()).hasSizeGreaterThan(40);
    }
}
