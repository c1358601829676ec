/// The meters that are read during a measurement.
public struct Meters: Sendable {
  /// The machine's energy sensor; nil for none.
  public var sensor: PowerSensor?
  /// The GPU that runs the networks; nil for none.
  public var graphics: GraphicsMeter?

  /// Holds meters.
  public init(sensor: PowerSensor?, graphics: GraphicsMeter? = nil) {
    self.sensor = sensor
    self.graphics = graphics
  }
}
