package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.data.Table;
import io.descent.inference.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Optimizers are on this class path, activations and initializers are not. */
class MissingArtifactsTest {
    @Test
    void aDefaultThatIsNotThereNamesItsArtifact() {
        Table table = Table.of(List.of("x", "y"), new double[][] {{1, 0}, {2, 1}, {3, 0}});
        assertThatThrownBy(() -> Trainer.builder().data(table, "y").build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("unknown initializer 'xavier-normal': it is in the artifact"
                        + " io.descent:descent-initializers, which is not on the class path; add it");
        assertThatThrownBy(() -> Trainer.builder().hidden(3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("io.descent:descent-activations");
    }
}
