package io.countersign.command.plantedegg;

import io.countersign.command.plantedhen.Hen;

/** Comes from a hen. */
public record Egg(Hen hen) {}
