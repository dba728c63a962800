package io.countersign.command.planted;

interface PlantedHelper {}
