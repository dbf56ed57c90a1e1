package org.example.lion;

import io.descent.api.Optimizer;
import io.descent.testkit.OptimizerContract;

class LionTest extends OptimizerContract {
    @Override
    protected Optimizer plugin() {
        return new Lion();
    }
}
