package __group__;

import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/** The loss {@code __name__}: the sum of ln cosh(a - y) over the outputs. Cite the source of the formula here. */
public record __class__() implements Loss {
    @Override
    public Link link(Labels labels) {
        return Link.IDENTITY;
    }

    @Override
    public boolean accepts(Link activation, Labels labels) {
        return true; // it is computed from a, whatever the output activation
    }

    @Override
    public int outputs(Labels labels) { // throw an IllegalArgumentException for labels that the loss does not apply to
        int classes = labels.classes().size();
        return classes == 0 ? labels.columns() : classes == 2 ? 1 : classes;
    }

    @Override
    public String outputActivation(Labels labels) {
        return labels.classes().isEmpty() ? "linear" : outputs(labels) == 1 ? "sigmoid" : "softmax";
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) { // ln cosh e = |e| + ln(1 + e^(-2 |e|)) - ln 2
        Tensor e = outputs.scratch(0).assign(outputs.a()).add(y, -1).abs();
        costs.assignRowSums(outputs.scratch(1).assign(e, -2).exp().log1p().add(e).add(-StrictMath.log(2)));
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) { // the derivative of ln cosh e is tanh e
        gradient.assign(outputs.a()).add(y, -1).tanh();
    }
}
