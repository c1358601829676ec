import VigilInference

/// Where and how a network is computed.
struct TorchPlacement {
  var device = ComputeDevice.cpu
  /// Bits of a float: 32; 16, which not every processor can; or 64, for checks.
  var bits = 32
  /// Threads on the processor.
  var threads: Int
  /// Whether the channels of a place lie side by side where values have five axes.
  var hasChannelsLast = false
  /// Whether a GPU gets all operations at once when a shape comes again.
  var replays = false
}
