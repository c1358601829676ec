/// How a run recognises snippets in which nothing changes beyond the camera's own noise, which need no networks.
///
/// Such a snippet keeps the features of the one before, as if the same picture had been extracted again: the windows of the detector and of
/// a cascade get a copy, so that they go on without holes, and `.scored` is sent with `DetectionUpdate.isKept`. Once the detector's window is
/// full it keeps the score too; until then that is computed, which takes a small part of what features take.
///
/// A snippet is compared with the last one that was really scored, sample by sample on a grid of `LightSurvey.columns` x
/// `LightSurvey.rows`, so that slow changes add up until they are seen. It is kept only if
/// - each sample of each of its frames is as bright as in that snippet, within `noiseFactor` times the noise that this camera has shown at
///   that place, which is taken for no less than `noiseFloor` and no more than `noiseCeiling`;
/// - `settling` scored snippets were quiet, and the last two scores are the same within `settledDifference`: what moved before may
///   still show in the window;
/// - the score is below `highestScore`, or what `DetectionSettings.highestKeptScore` gives;
/// - the last scored snippet began less than `longest` seconds before.
public struct StillGate: Hashable, Sendable {
  /// How many times its noise a sample may change.
  public var noiseFactor: Float
  /// The least noise, in grey levels of 0...255.
  public var noiseFloor: Float
  /// The greatest noise, in grey levels: a change of more than `noiseFactor` times as much is always seen.
  public var noiseCeiling: Float
  /// The longest time for which a score is kept, in seconds of the source; in an economy up to a quarter less, each camera another time.
  public var longest: Double
  /// Quiet snippets that are scored before one is kept.
  public var settling: Int
  /// How far the last two scores may be apart.
  public var settledDifference: Float
  /// Scores of at least this are never kept; nil: those that would begin or continue an event by the run's own rules, if it
  /// forms events.
  public var highestScore: Float?

  /// Makes a gate.
  ///
  /// - Precondition: all numbers are finite and positive, and the noise's floor is not above its ceiling.
  public init(
    noiseFactor: Float = 2, noiseFloor: Float = 2, noiseCeiling: Float = 6, longest: Double = 60,
    settling: Int = 4, settledDifference: Float = 0.02, highestScore: Float? = nil
  ) {
    precondition(
      noiseFactor > 0 && noiseFloor > 0 && noiseFloor <= noiseCeiling && noiseCeiling.isFinite && longest > 0
        && settling >= 1 && settledDifference >= 0, "a gate has positive limits")
    self.noiseFactor = noiseFactor
    self.noiseFloor = noiseFloor
    self.noiseCeiling = noiseCeiling
    self.longest = longest
    self.settling = settling
    self.settledDifference = settledDifference
    self.highestScore = highestScore
  }
}
