package io.descent.core.training;

import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.Serializable;
import java.util.List;

/**
 * The tensors in the state of a member of a cross-validation. Numbers are as in {@link ShardRound}.
 *
 * @param parameters the parameters of the network
 * @param slots all slots, one after the other
 * @param averages the averages behind the running statistics of batch norm
 * @param bestEpoch the best epoch so far; 0 for none
 * @param best the tensors of that epoch
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record MemberTensors(byte[] parameters, byte[] slots, byte[] averages, int bestEpoch, byte[] best)
        implements Serializable {
    /** A copy of the tensors of a state. */
    static MemberTensors of(TrainingState state) {
        BestEpoch best = state.best();
        int bestEpoch = best == null ? 0 : best.epoch();
        return new MemberTensors(
                StateBytes.bytes(List.of(state.network().parameters().flat())),
                StateBytes.bytes(StateBytes.slots(state.slots())),
                StateBytes.bytes(StateBytes.averages(state.network())),
                bestEpoch,
                best == null || bestEpoch == 0 ? new byte[0] : StateBytes.bytes(tensors(best)));
    }

    private static List<ArrayTensor> tensors(BestEpoch best) {
        return best.entries().stream().map(Safetensors.Entry::tensor).toList();
    }

    /** Overwrites the tensors of a state, which has the reports of all completed epochs. */
    void copyTo(TrainingState state) {
        StateBytes.read(parameters, List.of(state.network().parameters().flat()));
        StateBytes.read(slots, StateBytes.slots(state.slots()));
        StateBytes.read(averages, StateBytes.averages(state.network()));
        BestEpoch own = state.best();
        if (own != null && bestEpoch > 0 && own.resume(state.history(), bestEpoch)) {
            StateBytes.read(best, tensors(own));
        }
    }
}
