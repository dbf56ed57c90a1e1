package io.descent.inference.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.TestModels;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Scalar;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    private static final int AGE = 0;
    private static final int WORK = 1;
    private static final int PRICE = 2;
    private static final int SINCE = 4;
    private static final int CITY = 5;

    private final ModelParts parts = TestModels.twoValues();
    private final Predictor predictor = new Predictor(parts, new Scalar());

    @Test
    void rowsAreCounted() {
        RowEncoder rows = predictor.encoder(4);
        for (String word : new String[] {"smith", "poet", "poet", "NA"}) {
            assertThat(rows.isFull()).isFalse();
            rows.text(WORK, word);
            rows.text(CITY, "Rome");
            rows.number(AGE, 3);
            assertThat(rows.endRow()).isNull();
        }
        assertThat(rows.isFull()).isTrue();
        assertThat(rows.missing()).containsExactly("work", "price", "member", "since");
        rows.clear();
        rows.text(WORK, "king");
        rows.endRow();
        assertThat(rows.rows()).isEqualTo(1);
        assertThat(rows.unseen()).containsExactly("work");
        assertThat(rows.missingCells(WORK)).isEqualTo(1);
        assertThat(rows.missingCells(PRICE)).isEqualTo(5);
        assertThat(rows.unseenCells(WORK)).isEqualTo(3);
        assertThat(rows.unseenWords(WORK)).isEqualTo(2);
        assertThat(rows.unseenCells(CITY)).isZero();
        assertThat(rows.unseenWords(CITY)).isZero();
        rows.reset();
        assertThat(rows.rows() + rows.missingCells(WORK) + rows.unseenCells(WORK) + rows.unseenWords(WORK))
                .isZero();
    }

    @Test
    void aBrokenRowIsAnsweredByNaN() {
        RowEncoder rows = predictor.encoder(3);
        double[] results = new double[6];
        for (String age : new String[] {"50", "old", "50"}) {
            rows.text(WORK, "smith");
            rows.text(AGE, age);
            rows.text(SINCE, age.equals("old") ? "never" : "");
            BadCell bad = rows.endRow();
            if (age.equals("old")) {
                assertThat(bad).isEqualTo(new BadCell(AGE, "old", "is not a number"));
            } else {
                assertThat(bad).isNull();
            }
        }
        try (Workers workers = new Workers(2)) {
            predictor.predict(rows, results, workers);
        }
        assertThat(results[2]).isNaN();
        assertThat(results[3]).isNaN();
        assertThat(results[0]).isFinite().isEqualTo(results[4]);
        assertThat(rows.isBroken(1)).isTrue();
        assertThat(rows.isBroken(2)).isFalse();
    }

    @Test
    void theLargestNumberThatFitsIsThatOfThePrecision() {
        InputEncoding encoding = InputEncoding.unscaled(java.util.List.of("x"));
        for (double x : new double[] {Float.MAX_VALUE, Math.nextDown(0x1.ffffffp127), 0x1.ffffffp127, 1e300}) {
            for (Precision precision : Precision.values()) {
                RowEncoder rows = new RowEncoder(encoding, precision, 1);
                rows.number(0, x);
                boolean fits = precision == Precision.FLOAT64 || Float.isFinite((float) x);
                assertThat(rows.endRow() == null).as("%s in %s", x, precision).isEqualTo(fits);
            }
        }
    }

    @Test
    void manyRowsHaveTheBitsOfOne() {
        Random random = new Random(8);
        RowEncoder all = predictor.encoder(300);
        RowEncoder one = predictor.encoder(1);
        double[] single = new double[300 * predictor.width()];
        double[] result = new double[predictor.width()];
        try (Workers workers = new Workers(3)) {
            for (int i = 0; i < 300; i++) {
                double age = random.nextInt(90);
                String work = random.nextBoolean() ? "smith" : "other";
                for (RowEncoder rows : new RowEncoder[] {all, one}) {
                    rows.number(AGE, age);
                    rows.text(WORK, work);
                    rows.endRow();
                }
                predictor.predict(one, result, workers);
                one.clear();
                System.arraycopy(result, 0, single, i * result.length, result.length);
            }
            double[] results = new double[single.length];
            predictor.predict(all, results, workers);
            assertThat(results).isEqualTo(single);
        }
    }
}
