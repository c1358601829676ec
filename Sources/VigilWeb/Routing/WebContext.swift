import Hummingbird
import Logging
import NIOCore

/// What belongs to one request beside itself.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The address of whoever is connected, in digits; empty where it cannot be told.
  let peer: String

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    peer = NetworkName(source.channel.remoteAddress?.ipAddress ?? "").plain
  }
}
