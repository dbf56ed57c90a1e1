package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import java.util.List;

/** Independent, uniformly distributed points (Bergstra and Bengio 2012). */
@ServiceProvider(Strategy.class)
public record RandomSearch() implements Strategy {
    @Override
    public String name() {
        return "random";
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        return evidence.batch(evidence::anywhere);
    }
}
