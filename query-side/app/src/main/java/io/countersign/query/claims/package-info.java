/** Who has taken up which invoice, as the command side keeps it; pushed as it changes and when it ends by itself. */
@NullMarked
package io.countersign.query.claims;

import org.jspecify.annotations.NullMarked;
