public import VigilInference

/// An engine that can be chosen by its name. Two are equal if their names are.
public struct EngineRegistration: Sendable {
  /// The name, as it is given on the command line.
  public let name: String
  /// The product name.
  public let title: String
  /// What has to be known before it is chosen; nil if nothing.
  public let remark: String?
  /// What it can do on this machine.
  public let capabilities: EngineCapabilities
  private let opening: @Sendable (ComputeDevice) throws(InferenceError) -> any InferenceEngine

  /// Registers an engine.
  ///
  /// - Parameters:
  ///   - name: The name by which it is chosen.
  ///   - title: Its name in texts.
  ///   - remark: What has to be known before it is chosen; nil if nothing.
  ///   - open: Opens its library; called only for devices that its capabilities list.
  public init<Engine: InferenceEngine>(
    _ name: String, title: String, remark: String? = nil,
    open: @escaping @Sendable (ComputeDevice) throws(InferenceError) -> Engine
  ) {
    self.name = name
    self.title = title
    self.remark = remark
    capabilities = Engine.capabilities
    opening = { (device) throws(InferenceError) in try open(device) }
  }

  /// Where it computes if nobody says where: on the processor if it can.
  public var usualDevice: ComputeDevice { capabilities.devices[.cpu] == nil ? .cuda : .cpu }

  /// Opens the engine on a device that its capabilities list.
  ///
  /// - Throws: `engineMissing`, with what to install; `engineFailed` if there is no such device.
  public func open(on device: ComputeDevice) throws(InferenceError) -> any InferenceEngine {
    try opening(device)
  }
}

extension EngineRegistration: Hashable {
  /// Whether two have the same name.
  public static func == (one: EngineRegistration, other: EngineRegistration) -> Bool {
    one.name == other.name
  }

  /// Takes the name in.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
