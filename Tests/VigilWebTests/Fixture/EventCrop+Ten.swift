import VigilStore

extension EventCrop {
  /// Ten crops of a picture that is wider than high, as the preset `rtfm` cuts them: a mean of 0.75, the highest at the bottom right.
  static func ten(width: Int, height: Int, leavingOut left: Set<Int> = []) -> [EventCrop] {
    let (wide, side) = (Double(256 * width / height), 224.0)
    let (right, bottom) = ((wide - side) / wide, 32.0 / 256)
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    let all = corners + [((wide - side) / 2 / wide, bottom / 2)]
    // The mirrored ones begin at the other side.
    let mirrored = [1, 0, 3, 2, 4].map { all[$0] }
    let scores: [Float] = [0.65, 0.7, 0.75, 0.86, 0.8, 0.68, 0.67, 0.84, 0.73, 0.82]
    return (all + mirrored).enumerated().map { index, place in
      EventCrop(
        x: place.0, y: place.1, width: side / wide, height: side / 256, isMirrored: index >= 5,
        score: left.contains(index) ? scores[4] : scores[index], copyOf: left.contains(index) ? 4 : nil)
    }
  }
}
