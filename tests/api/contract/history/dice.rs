//! Chance that a seed repeats.

use uuid::Uuid;

/// A small generator of our own, so that a seed means the same for ever (xorshift64*, Marsaglia and Vigna).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() >> 33).unwrap() % end
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// The id of a slot: UUIDv7, increasing with the slot, the same in both runs.
pub fn slot_id(seed: u64, slot: usize) -> Uuid {
    let millis = 1_770_000_000_000_u128 + u128::from(seed % 1000) * 1000 + u128::try_from(slot).unwrap();
    let random = Dice::new(seed ^ u64::try_from(slot).unwrap()).roll();
    Uuid::from_u128(millis << 80 | 0x7 << 76 | 0b10 << 62 | u128::from(random >> 2))
}
