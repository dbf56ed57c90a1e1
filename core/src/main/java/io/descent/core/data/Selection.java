package io.descent.core.data;

/** Finds the median without sorting (Hoare 1961, "Algorithm 65: find"). */
final class Selection {
    private Selection() {}

    /** The median, the mean of the two middle numbers of an even count; 0 of no numbers. */
    static double median(double[] numbers) {
        int count = numbers.length;
        if (count == 0) {
            return 0;
        }
        double[] work = numbers.clone();
        double high = select(work, count / 2);
        if (count % 2 == 1) {
            return high;
        }
        double low = work[0];
        for (int i = 1; i < count / 2; i++) {
            low = Math.max(low, work[i]);
        }
        double sum = low + high;
        return Double.isInfinite(sum) ? low / 2 + high / 2 : sum / 2;
    }

    /** Moves the number that would be at a place after sorting there, no larger ones before it; returns it. */
    private static double select(double[] a, int place) {
        int from = 0;
        int to = a.length - 1;
        while (from < to) {
            double pivot = middle(a[from], a[(from + to) >>> 1], a[to]);
            int i = from;
            int j = to;
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (a[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = a[i];
                    a[i++] = a[j];
                    a[j--] = swapped;
                }
            }
            if (place <= j) {
                to = j;
            } else if (place >= i) {
                from = i;
            } else {
                return a[place];
            }
        }
        return a[place];
    }

    private static double middle(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
