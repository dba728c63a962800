package io.countersign.domain.planted;

import org.springframework.stereotype.Component;

/** Comes with a framework. */
@Component
public class KnowsSpring {}
