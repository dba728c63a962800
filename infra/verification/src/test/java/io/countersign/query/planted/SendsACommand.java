package io.countersign.query.planted;

import io.countersign.command.planted.ReadsAProjection;

record SendsACommand(ReadsAProjection command) {}
