import Foundation
import VigilMedia
import VigilTestSupport

/// Cameras that are read as the station reads those of which it copies packets, and shown live.
final class WatchedCameras {
  private var tasks: [Task<Void, any Error>] = []

  /// Reads a camera from now on.
  func read(_ address: String, as name: String, of station: RunningStation) throws {
    let ring = PacketRing(seconds: 10, byteLimit: 64 << 20)
    let source = try PacketSource(address, ring: ring)
    station.watched.live(name).begin(.packets(ring))
    tasks.append(Task { try await source.run() })
  }

  deinit { for task in tasks { task.cancel() } }
}

/// Pictures with their number drawn into them as black and white squares, so that one can be told when it was sent.
enum ClockPictures {
  /// How many there are until they begin again; 8 squares tell them apart.
  static let count = 256
  /// The side of a square in pixels.
  static let side = 40

  /// Encodes them, with a key frame each 32.
  static func make() throws -> CameraPictures {
    let squares = (0..<8).map { bit in
      "drawbox=x=\(bit * side):y=0:w=\(side):h=\(side):color=black:t=fill,"
        + "drawbox=x=\(bit * side):y=0:w=\(side):h=\(side):color=white:t=fill:enable='gte(mod(n,\(2 << bit)),\(1 << bit))'"
    }
    return try CameraPictures(
      filter: squares.joined(separator: ","), size: "320x240", count: count, keyInterval: 32)
  }

  /// A script that notes of each picture of a camera's video its number, and when it was shown, in seconds since 1970.
  static func watch(_ camera: String) -> String {
    """
    (() => {
      const video = document.querySelector('[data-camera=\(camera)] video');
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [320, 240];
      const context = canvas.getContext('2d', { willReadFrequently: true });
      window.seen = [];
      const look = () => {
        context.drawImage(video, 0, 0, 320, 240);
        const row = context.getImageData(0, \(side / 2), 320, 1).data;
        let number = 0;
        for (let bit = 0; bit < 8; bit += 1) if (row[4 * (bit * \(side) + \(side / 2))] > 127) number += 1 << bit;
        window.seen.push([number, Date.now() / 1000]);
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      return true;
    })()
    """
  }
}
