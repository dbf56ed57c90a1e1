package io.descent.core.config.internal;

import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/** The events of a YAML text, refused as soon as they exceed a limit, before nodes are made of them. */
final class LimitedEvents implements Parser {
    static final String TOO_DEEP =
            "is nested too deeply; the limit is " + Limits.NESTING + " lists and sections within each other";

    private final String label;
    private final Parser events;
    private int depth;
    private int values;

    LimitedEvents(String label, Parser events) {
        this.label = label;
        this.events = events;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return events.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return events.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }

    @Override
    public Event next() {
        Event event = events.next();
        if (event instanceof NodeEvent && ++values > Limits.YAML_VALUES) {
            throw problem(event, "has more than %d keys and values".formatted(Limits.YAML_VALUES));
        }
        if (event instanceof CollectionStartEvent && ++depth > Limits.NESTING) {
            throw problem(event, TOO_DEEP);
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        }
        if (event instanceof ScalarEvent scalar && scalar.getValue().length() > Limits.YAML_TEXT) {
            throw problem(
                    event,
                    "a text has %d characters; the limit is %d"
                            .formatted(scalar.getValue().length(), Limits.YAML_TEXT));
        }
        return event;
    }

    private InvalidInputException problem(Event event, String text) {
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        return new InvalidInputException("%s: line %d: %s".formatted(label, line, text));
    }
}
