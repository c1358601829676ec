extension ScoreTrack {
  /// The track with each score replaced by the mean of the scores around it, as some papers smooth before they measure.
  ///
  /// At either end of the video the mean is over the scores that there are. What a score gains from its neighbours it takes from
  /// the future too: such numbers are of recordings, never of a camera.
  ///
  /// - Parameter width: How many scores a mean is of, the middle one included; 1 changes nothing.
  /// - Precondition: the width is odd.
  public func smoothed(over width: Int) -> ScoreTrack {
    precondition(width >= 1 && !width.isMultiple(of: 2), "a window around a score has an odd width")
    // Sums up to each score: a mean costs the same whatever its width.
    var sums = [0.0]
    for score in scores { sums.append(sums[sums.count - 1] + score) }
    var track = self
    track.scores = scores.indices.map { index in
      let (first, end) = (max(0, index - width / 2), min(scores.count, index + width / 2 + 1))
      return (sums[end] - sums[first]) / Double(end - first)
    }
    return track
  }
}
