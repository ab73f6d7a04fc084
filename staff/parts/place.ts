/** Which hospital a page is about: chosen once, and kept from page to page. */

import { computed, ref, type ComputedRef, type WritableComputedRef } from 'vue';
import { namesOf, type Names } from '../present/grants';
import type { Grant, Place } from '../services/contracts';
import { session } from '../services/session';

/** Stands for no hospital among the choices. */
export const PLATFORM = 'platform';
const kept = ref('');

export interface ChosenPlace {
  places: ComputedRef<{ value: string; label: string }[]>;
  place: WritableComputedRef<string | string[]>;
  /** Its id; null is the platform. */
  hospital: ComputedRef<string | null>;
  names: ComputedRef<Names>;
}

/** The choices are what `of` finds among the hospitals of whoever is signed in. */
export function usePlace(
  of: (own: readonly Grant[], places: readonly Place[]) => readonly (string | null)[],
): ChosenPlace {
  const names = computed(() => namesOf(session.places));
  const places = computed(() =>
    of(session.staff?.grants ?? [], session.places).map((id) => ({
      value: id ?? PLATFORM,
      label: names.value.hospital(id),
    })),
  );
  const place = computed<string | string[]>({
    get: () =>
      (places.value.find(({ value }) => value === kept.value) ?? places.value[0])?.value ?? '',
    set: (chosen) => (kept.value = String(chosen)),
  });
  const hospital = computed(() => (place.value === PLATFORM ? null : String(place.value)));
  return { places, place, hospital, names };
}
