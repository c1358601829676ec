import VigilInference
import VigilNetworks

extension ONNXOptions {
  /// How a network is written for an engine.
  ///
  /// - Parameters:
  ///   - format: The number format of the network.
  ///   - items: The items of an inference, for an engine that computes a file as it is.
  init(for form: EngineCapabilities.NetworkForm, format: ModelSettings.Precision = .fp32, items: Int = 1) {
    switch form {
    case .general: self.init()
    case .planar: self.init(usesPlanes: true)
    // The number formats of the network, signed integers, and all items of an inference at once.
    case .typed: self.init(sizes: ["batch": items], target: .tensorRT, usesHalfFloats: format == .fp16)
    }
  }
}
