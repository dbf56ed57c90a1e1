package io.descent.testkit;

import io.descent.api.DataSource;

/**
 * The contract of data sources: columns have different names; every row has a cell for each column and is ended; the
 * label is one of the columns; every reading gives the same rows; nothing is written after a reading; the exception
 * with which a row is refused is passed on; several threads may use one instance.
 *
 * <p>Return a data source that can be read: one whose file is a resource of the test, for instance.
 *
 * <pre>{@code
 * class SquaresTest extends DataSourceContract {
 *     protected DataSource plugin() { return new Squares(10); }
 * }
 * }</pre>
 */
public abstract class DataSourceContract extends PluginContract<DataSource> {}
