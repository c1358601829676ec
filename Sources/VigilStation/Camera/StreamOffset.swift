/// How times of a camera's scored stream become times of the one that is copied.
///
/// Each stream takes its own time from the lens to this machine. Where both tell the time at which pictures were taken (RTCP
/// sender reports), that time is compared; else only the times of arrival can be, and the two delays count as the same.
package struct StreamOffset: Hashable, Sendable {
  /// How far off the camera's reports are taken to be, in seconds: some cameras stamp pictures only when they are encoded.
  package static let errorOfReports = 0.25
  /// By how much the delays of two streams are taken to differ where the camera reports nothing, in seconds.
  package static let errorOfArrival = 1.0
  /// A greater difference between reports and arrival is not believed, in seconds: the streams' clocks are not the same.
  package static let largestDifference = 3.0

  /// What is added to a time, in seconds.
  package var seconds: Double
  /// By how much that may be wrong, either way, in seconds: so much more is shown before and after an event.
  package var error: Double

  /// That of a stream to itself.
  package static let none = StreamOffset(seconds: 0, error: 0)

  /// Decides between what two streams tell.
  ///
  /// - Parameters:
  ///   - arrival: The difference between the origins of their timelines on this machine's clock, in seconds.
  ///   - reports: The same on the camera's clock; nil if one of them does not tell.
  package init(arrival: Double, reports: Double?) {
    if let reports, abs(reports - arrival) <= Self.largestDifference {
      self.init(seconds: reports, error: Self.errorOfReports)
    } else {
      self.init(seconds: arrival, error: Self.errorOfArrival)
    }
  }

  private init(seconds: Double, error: Double) {
    (self.seconds, self.error) = (seconds, error)
  }
}
