import VigilNetworks

extension ONNXOptions {
  /// What an engine takes that computes a file as it is: the number formats of the network, signed integers, and all items of an
  /// inference at once.
  static func typed(for network: SelectedNetwork, items: Int) -> ONNXOptions {
    ONNXOptions(
      sizes: ["batch": items], target: .tensorRT, usesHalfFloats: network.precision == .fp16)
  }
}
