package io.descent.inference.tensor.internal;

/**
 * Cosine and sine of angles in turns: cos(2 pi u) and sin(2 pi u), by their Taylor series at the distance of u from the
 * nearest whole number. The absolute error is below 2e-15. The same operations on every machine, in loops that the
 * just-in-time compiler vectorises.
 */
public final class Turns {
    private Turns() {}

    /**
     * Computes cosines.
     *
     * @param u finite angles in turns
     * @param cosines receives cos(2 pi u) from {@code to} on
     */
    public static void cos(double[] u, int count, double[] cosines, int to) {
        for (int i = 0; i < count; i++) {
            double r = u[i] - Math.rint(u[i]);
            double t = r * r;
            double c = 7.326482080403431e-08;
            c = Math.fma(c, t, -1.402999610646412e-06);
            c = Math.fma(c, t, 2.3099956945070443e-05);
            c = Math.fma(c, t, -0.0003229910672070978);
            c = Math.fma(c, t, 0.0037798342006800396);
            c = Math.fma(c, t, -0.03638284114254567);
            c = Math.fma(c, t, 0.28200596845579123);
            c = Math.fma(c, t, -1.714390711088672);
            c = Math.fma(c, t, 7.903536371318469);
            c = Math.fma(c, t, -26.4262567833744);
            c = Math.fma(c, t, 60.24464137187666);
            c = Math.fma(c, t, -85.45681720669373);
            c = Math.fma(c, t, 64.9393940226683);
            c = Math.fma(c, t, -19.739208802178716);
            c = Math.fma(c, t, 1.0);
            cosines[to + i] = c;
        }
    }

    /**
     * Computes sines.
     *
     * @param u finite angles in turns
     * @param sines receives sin(2 pi u) from {@code to} on
     */
    public static void sin(double[] u, int count, double[] sines, int to) {
        for (int i = 0; i < count; i++) {
            double r = u[i] - Math.rint(u[i]);
            double t = r * r;
            double s = 1.587367053824323e-08;
            s = Math.fma(s, t, -3.264928347997117e-07);
            s = Math.fma(s, t, 5.805652402949906e-06);
            s = Math.fma(s, t, -8.823533599243006e-05);
            s = Math.fma(s, t, 0.0011309237482517963);
            s = Math.fma(s, t, -0.012031585942120627);
            s = Math.fma(s, t, 0.10422916220813984);
            s = Math.fma(s, t, -0.7181223017785006);
            s = Math.fma(s, t, 3.819952584848282);
            s = Math.fma(s, t, -15.09464257682299);
            s = Math.fma(s, t, 42.058693944897655);
            s = Math.fma(s, t, -76.70585975306139);
            s = Math.fma(s, t, 81.60524927607506);
            s = Math.fma(s, t, -41.34170224039976);
            s = Math.fma(s, t, 6.283185307179586);
            sines[to + i] = r * s;
        }
    }
}
