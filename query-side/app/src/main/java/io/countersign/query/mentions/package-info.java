/** Who was mentioned where: the comments of others that name a person, for that person alone. */
@NullMarked
package io.countersign.query.mentions;

import org.jspecify.annotations.NullMarked;
