package io.descent.benchmarks.peers;

import io.descent.benchmarks.Product;
import io.descent.benchmarks.Product.Kind;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS on memory outside the Java heap, as in native programs: nothing is copied. */
final class OpenBlas {
    private OpenBlas() {}

    static String title() {
        return "OpenBLAS " + Version.of(openblas_nolapack.class);
    }

    /** Returns the product c = a b; it can be run repeatedly. */
    static Runnable of(Product product) {
        Random random = new Random(1);
        boolean left = product.kind() == Kind.TRANSPOSED_LEFT;
        boolean right = product.kind() == Kind.TRANSPOSED_RIGHT;
        int m = product.rows();
        int k = product.inner();
        int n = product.columns();
        FloatPointer a = normal(m * k, random);
        FloatPointer b = normal(k * n, random);
        FloatPointer c = new FloatPointer((long) m * n).zero();
        return () -> openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                left ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                right ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                m,
                n,
                k,
                1,
                a,
                left ? m : k,
                b,
                right ? k : n,
                0,
                c,
                n);
    }

    private static FloatPointer normal(int size, Random random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatPointer(values);
    }
}
