/// Which frames of a snippet are taken: all of them, or every second one.
struct Thinning: Sendable {
  /// Whether frames are left out.
  private(set) var isOn = false
  private var leavesNext = false

  /// Begins a snippet at a level.
  init(_ level: EconomyLevel = .full) { isOn = level >= .everySecondFrame }

  /// Whether the next frame is taken; the first is.
  mutating func takesNext() -> Bool {
    defer { leavesNext = isOn && !leavesNext }
    return !leavesNext
  }
}
