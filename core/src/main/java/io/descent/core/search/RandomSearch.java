package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import java.util.List;

/** Random search (Bergstra and Bengio 2012): independent points, uniformly distributed on the scale of each range. */
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
