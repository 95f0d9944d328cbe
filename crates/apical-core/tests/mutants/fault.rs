//! What can be misread in the specification, or wired wrongly: one fault each.

/// A fault, and its list.
macro_rules! faults {
    ($($name:ident),* $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Fault { $($name),* }

        impl Fault {
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

faults! {
    // Section 6: generators and their seeds.
    LanesFromLowerHalf, ZeroLaneKept, ZeroControlKept, ControlSeedOfLane15, GeneratorStreamOfShifts, XorshiftOf13And17And7,
    XorshiftArithmetic, BytesMostSignificantFirst, LanesInReverse, BytesOfTheStateBefore, FifteenLanes, LanesStepInDrains,
    LanesStepInInference, LanesStayWithinAnImage, LeftoverBytesUsed, ControlStepsOnlyInErrors, ControlStepsOnlyInUpdates,
    ControlStepsAtEntry, MarginOneBitShort, MarginOfSevenBitsAtMost, MarginFromBit8, MarginOfZeroBitsIsOne, ByteFromBit0, ByteFromBit16,
    // Section 7: initial state.
    WeightsNeuronByNeuron, WeightsStartAnewInEachLayer, WeightsOfTheSignStream, RangeWithoutItsEnd, BelowByRemainder,
    LatentRoundedToZero, WeightWithoutHalf, ClippedToZero, ClippedByWrapping, SignsMostSignificantFirst, SignsGoOnOverLayers,
    SignsNotShared, SignsSharedInOneGroupMore, SignsClassByClassFirst, SignsInverted,
    // Section 8: encoder.
    ThresholdOf127, ThresholdOf129, ThresholdStrict, SpikeIfEqual, NoDrop, DropShiftOneMore, DropShiftOfThreeBits, DropOfTwoAtLeast,
    SignedComparison, DropInInference,
    // Section 9: forward phase.
    NoBias, SpikeAtZero, WindowClosed, WindowOfOneSide, WindowOf10Bits, WindowOf15Bits, WindowOfLayer1, WindowOfTheNextLayer,
    PotentialWraps, PotentialSaturates, PotentialOf16Bits, LastOfEqualWins, LastOfEqualWinsInInference, NoMargin, MarginForAll,
    MarginOnlyForLabel0, MarginOnTheWinner, CorrectWithMargin, SignedLabels,
    // Section 10: feedback.
    NoWindow, DeltaInverted, DeltaOfLabelAlone, DeltaOfWinnerAlone, DeltaNotHalved, OnlySpikingNeuronsLearn, LabelAloneLearns,
    WinnerAloneUnlearns, SameSignsForAllLayers,
    // Section 11: update.
    StepWithoutByte, StepRoundedToNearest, StepRoundedUp, StepAtLeast1, StepOfNarrowFormats, UpdateOnlyIfWrong, BiasesFixed, BiasesOfWeightWidth, BiasesWithoutCarry,
    NoCarryUp, NoCarryDown, CarryAtTheLimit, GStopsAtZero, GWrapsAtMaximum, GWrapsAtMinimum, WeightWraps, WeightSymmetric, GSymmetric,
    SilentInputsLearn, AllInputsLearn, OutputLayerAlone, FirstLayerAlone,
    // Section 12: order.
    UpdateBeforeTheOthersPass, PipelinedAlways, SequentialAlways, DrainsTakeOneStep, OnlyTheOldestMovesInDrains, RateOfTheEntry,
    InputOfTheNewest, RecordsRecomputed,
    // Section 18: front ends.
    NotInverted, InvertedFrom256, RetinaNotInverted, LevelStrict, ThresholdsOfInput0, CodeSwapped, LowestReachedAlone, BitsLevelByLevel,
    RetinaBitsFirst, AnglesTheOtherWay, CosineAndSineSwapped, EdgesBeforeBars, EdgeWithoutBand, BarOpen, BarOfOne, BorderRepeated,
    PartialFieldsLeftOut, StrideFromTheMiddle, OneThresholdForBoth, ResponseStrict, FieldsColumnByColumn, PositiveAlone, NegativeFirst,
    SpikesAsGrey, SpikeThresholdStrict,
}
