/// What is read while something is measured.
public struct Meters: Sendable {
  /// What tells of the machine's energy; nil for nothing.
  public var sensor: PowerSensor?
  /// The GPU that networks are computed on; nil for none.
  public var graphics: GraphicsMeter?

  /// Joins meters.
  public init(sensor: PowerSensor?, graphics: GraphicsMeter? = nil) {
    self.sensor = sensor
    self.graphics = graphics
  }
}
