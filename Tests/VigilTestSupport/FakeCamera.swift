import Foundation
import Synchronization

/// A camera in this process, which misbehaves on request and notes what it did: H.264 by RTSP, over TCP, UDP or
/// multicast, and JPEG pictures by HTTP.
///
/// Any path is that of its stream; by HTTP, one that ends in `.jpg` is that of a single picture.
package final class FakeCamera: Sendable {
  /// How packets are carried.
  package enum Transport: Hashable, Sendable { case tcp, udp, multicast }

  /// What it does; may change at any time.
  package struct Behaviour: Sendable {
    /// Pictures a second.
    package var rate = 10.0
    /// `user:password`, which it wants to be told.
    package var credentials: String?
    /// Whether it rejects whoever comes, as some do while they start.
    package var refusesAll = false
    /// Pictures after which it closes a connection.
    package var picturesPerConnection = Int.max
    /// Whether it sends nothing, but keeps its connections.
    package var isStalled = false
    /// The picture of each connection before which it waits, until there is a greater one here.
    package var nextPause = Int.max
    /// What it shows instead of its own pictures: others of the same size.
    package var shown: CameraPictures?
    /// What it sends in place of its own pictures from its next key frame on, also over connections that it has: of another size.
    package var resized: CameraPictures?
    /// Whether it breaks off (RST) a connection that asks it to play.
    package var resetsOnPlay = false
    /// Whether each picture says its number, as `NumberedPicture` reads it.
    package var numbersPictures = false
    /// Seconds from the moment at which a picture is taken to that at which it is sent.
    package var delay = 0.0
    /// Whether it reports about once a second when its pictures were taken (RTCP), over TCP.
    package var reportsTime = false
    /// Whether it sends the same picture again and again.
    package var isFrozen = false
    /// Every how many packets the bytes of one are damaged; 0 for none.
    package var damageInterval = 0
    /// What it can do.
    package var transports: Set<Transport> = [.tcp]
    /// Whether nothing arrives that it sends over UDP, as behind a firewall.
    package var losesUDP = false
    /// Every how many packets one is lost; 0 for none.
    package var lossInterval = 0
    /// Whether it has room for one client, and closes the connections of others.
    package var isForOne = false
    /// The RTP stamp of a picture, in ticks of 1/90,000 s; that of its number if nil.
    package var stamp: (@Sendable (Int) -> UInt32)?
  }

  /// A picture that was sent.
  package struct Sent: Hashable, Sendable {
    /// The number of the connection, from 0.
    package var connection: Int
    /// The number of the picture within it, from 0.
    package var picture: Int
    /// When it was due, on the clock of `now`.
    package var time: Double
    /// When the camera, which its client or the machine may have held up, began to send it.
    package var began: Double
    /// When it was taken.
    package var taken: Double
  }

  struct State {
    var behaviour: Behaviour
    var listener: Int32?
    var clients: Set<Int32> = []
    var connections: [Double] = []
    var sent: [Sent] = []
    var requests: [String] = []
    var transports: [Transport] = []
  }

  let state: Mutex<State>
  let pictures: CameraPictures
  /// Where it listens.
  package let port: UInt16

  /// Begins to listen on a free port.
  package init(
    _ pictures: CameraPictures? = nil, _ behave: (inout Behaviour) -> Void = { _ in }
  ) throws {
    var behaviour = Behaviour()
    behave(&behaviour)
    self.pictures = try pictures ?? CameraPictures()
    let (listener, port) = try Self.listen(port: 0)
    self.port = port
    state = Mutex(State(behaviour: behaviour, listener: listener))
    accept(listener)
  }

  deinit { stop() }

  /// Seconds on the clock that it uses.
  package static var now: Double { ProcessInfo.processInfo.systemUptime }

  /// When clients connected.
  package var connections: [Double] { state.withLock { $0.connections } }
  /// The pictures that were sent.
  package var sent: [Sent] { state.withLock { $0.sent } }
  /// The picture of a number as it sends it, if it numbers them.
  package func picture(_ number: Int, connection: Int = 0) -> NumberedPicture {
    NumberedPicture(
      connection: connection, picture: number, units: pictures.units[number % pictures.count])
  }
  /// The first lines of what was requested.
  package var requests: [String] { state.withLock { $0.requests } }
  /// How clients agreed with it that packets are carried, one after the other.
  package var transports: [Transport] { state.withLock { $0.transports } }
  var behaviour: Behaviour { state.withLock { $0.behaviour } }

  /// Its address.
  package func address(_ path: String = "/live", scheme: String = "rtsp", user: String = "") -> String {
    "\(scheme)://\(user)127.0.0.1:\(port)\(path)"
  }

  /// Makes it behave otherwise from now on.
  package func change(_ change: (inout Behaviour) -> Void) { state.withLock { change(&$0.behaviour) } }

  /// Switches it off: connections break, and new ones are refused.
  package func stop() {
    state.withLock { state in
      // The threads that use them close them, after they were taken out of the state.
      for socket in Array(state.clients) + (state.listener.map { [$0] } ?? []) {
        shutdown(socket, Int32(SHUT_RDWR))
      }
      state.listener = nil
    }
  }

  /// Switches it on again, at the same address.
  package func start() throws {
    let (listener, _) = try Self.listen(port: port)
    state.withLock { $0.listener = listener }
    accept(listener)
  }

  private static func listen(port: UInt16) throws -> (socket: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var (yes, address) = (Int32(1), address(port: port))
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && Foundation.listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw CommandLineTool.Failure(description: "the camera cannot listen on \(port)") }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  /// An address of this machine, or of a group.
  static func address(_ host: String = "127.0.0.1", port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr(host)
    address.sin_port = port.bigEndian
    return address
  }

  private func accept(_ listener: Int32) {
    Thread.detachNewThread { [weak self] in
      while true {
        let client = Foundation.accept(listener, nil, nil)
        guard client >= 0, let self else { break }
        let number = self.state.withLock { state -> Int? in
          guard state.listener == listener, !state.behaviour.isForOne || state.clients.isEmpty else {
            return nil
          }
          state.clients.insert(client)
          state.connections.append(Self.now)
          return state.connections.count - 1
        }
        guard let number else {
          close(client)
          continue
        }
        let camera = self
        Thread.detachNewThread {
          CameraConnection(camera, socket: client, number: number).serve()
          _ = camera.state.withLock { $0.clients.remove(client) }
          close(client)
        }
      }
      close(listener)
    }
  }
}
