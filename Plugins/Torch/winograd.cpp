// Winograd's minimal filtering F(4, 3) (Lavin and Gray, CVPR 2016, in one dimension): four outputs of three taps take six
// products where plain convolution takes twelve. Nine tenths of RTFM's arithmetic are such convolutions. A product is a
// number here only in formulas: over all channels it is one matrix multiplication.
//
// With a tile's inputs d, weights w and outputs y:  y = A' [(G w) * (B' d)],  and so for gradients
// dd = B [(G w) * (A dy)],  dw = G' [(B' d) * (A dy)].
#include "winograd.hpp"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include <array>
#include <vector>

namespace vigil {

namespace {

constexpr int64_t outputs = 4, inputs = 6, products = 6;

/// Tiles that are multiplied at a time: enough for full speed, with little memory.
constexpr int64_t tilesAtOnce = 512;

/// How videos are cut into tiles.
///
/// The time steps p, p + dilation, p + 2 dilation ... of a video form a sequence of their own.
struct Tiling {
  int64_t videos, length, dilation;

  int64_t perPhase() const { return ((length + dilation - 1) / dilation + outputs - 1) / outputs; }
  int64_t perVideo() const { return dilation * perPhase(); }
  int64_t videosAtOnce() const { return std::min(videos, std::max<int64_t>(1, tilesAtOnce / perVideo())); }
  /// The time step of a tile's first output.
  int64_t moment(int64_t tile) const { return tile / perPhase() + dilation * outputs * (tile % perPhase()); }
};

/// Calls `body(tile of these videos, rows)` with pointers to the rows of `values` [videos, T, size] at a tile's time steps from its
/// first output plus `shift` on; `outside` stands for time steps outside the video.
template <typename T, size_t count, typename Body>
void forTiles(
    const Tiling &tiling, int64_t begin, int64_t end, int64_t shift, T *values, int64_t size, T *outside, Body body) {
  std::array<T *, count> rows;
  for (int64_t video = begin; video < end; video++) {
    for (int64_t tile = 0; tile < tiling.perVideo(); tile++) {
      for (size_t index = 0; index < count; index++) {
        auto moment = tiling.moment(tile) + tiling.dilation * (static_cast<int64_t>(index) + shift);
        bool isInside = moment >= 0 && moment < tiling.length;
        rows[index] = isInside ? values + (video * tiling.length + moment) * size : outside;
      }
      body(video * tiling.perVideo() + tile, rows);
    }
  }
}

/// The rows of a tile in [products, tiles, size].
template <typename T>
std::array<T *, products> productRows(T *values, int64_t tiles, int64_t tile, int64_t size) {
  std::array<T *, products> rows;
  for (int64_t index = 0; index < products; index++) rows[index] = values + (index * tiles + tile) * size;
  return rows;
}

/// B' d: the transformed inputs [videos, T, size] of a convolution.
template <typename T>
void spreadInputs(const Tiling &tiling, const T *values, T *spread, int64_t size) {
  auto tiles = tiling.videos * tiling.perVideo();
  at::parallel_for(0, tiling.videos, 1, [&](int64_t begin, int64_t end) {
    const std::vector<T> zeros(size, T(0));
    forTiles<const T, inputs>(tiling, begin, end, -1, values, size, zeros.data(), [&](int64_t tile, auto d) {
      auto v = productRows(spread, tiles, tile, size);
#pragma GCC ivdep
      for (int64_t c = 0; c < size; c++) {
        T d0 = d[0][c], d1 = d[1][c], d2 = d[2][c], d3 = d[3][c], d4 = d[4][c], d5 = d[5][c];
        v[0][c] = 4 * d0 - 5 * d2 + d4;
        v[1][c] = (d4 - 4 * d2) + (d3 - 4 * d1);
        v[2][c] = (d4 - 4 * d2) - (d3 - 4 * d1);
        v[3][c] = (d4 - d2) + 2 * (d3 - d1);
        v[4][c] = (d4 - d2) - 2 * (d3 - d1);
        v[5][c] = 4 * d1 - 5 * d3 + d5;
      }
    });
  });
}

/// B v: the gradient of the inputs, added to zeros.
template <typename T>
void gatherInputs(const Tiling &tiling, T *spread, T *values, int64_t size) {
  auto tiles = tiling.videos * tiling.perVideo();
  // Tiles of a video overlap, so one thread handles them all.
  at::parallel_for(0, tiling.videos, 1, [&](int64_t begin, int64_t end) {
    std::vector<T> nowhere(size);
    forTiles<T, inputs>(tiling, begin, end, -1, values, size, nowhere.data(), [&](int64_t tile, auto d) {
      auto v = productRows(spread, tiles, tile, size);
#pragma GCC ivdep
      for (int64_t c = 0; c < size; c++) {
        T v0 = v[0][c], v5 = v[5][c];
        T sum12 = v[1][c] + v[2][c], difference12 = v[1][c] - v[2][c];
        T sum34 = v[3][c] + v[4][c], difference34 = 2 * (v[3][c] - v[4][c]);
        d[0][c] += 4 * v0;
        d[1][c] += 4 * (v5 - difference12) - difference34;
        d[2][c] -= 5 * v0 + 4 * sum12 + sum34;
        d[3][c] += difference12 + difference34 - 5 * v5;
        d[4][c] += v0 + sum12 + sum34;
        d[5][c] += v5;
      }
    });
  });
}

/// A' m: the outputs [videos, T, size] of a convolution from its products.
template <typename T>
void gatherOutputs(const Tiling &tiling, T *spread, T *values, int64_t size) {
  auto tiles = tiling.videos * tiling.perVideo();
  at::parallel_for(0, tiling.videos, 1, [&](int64_t begin, int64_t end) {
    std::vector<T> nowhere(size);
    forTiles<T, outputs>(tiling, begin, end, 0, values, size, nowhere.data(), [&](int64_t tile, auto y) {
      auto m = productRows(spread, tiles, tile, size);
#pragma GCC ivdep
      for (int64_t c = 0; c < size; c++) {
        T sum12 = m[1][c] + m[2][c], difference12 = m[1][c] - m[2][c];
        T sum34 = m[3][c] + m[4][c], difference34 = m[3][c] - m[4][c];
        y[0][c] = m[0][c] + sum12 + sum34;
        y[1][c] = difference12 + 2 * difference34;
        y[2][c] = sum12 + 4 * sum34;
        y[3][c] = difference12 + 8 * difference34 + m[5][c];
      }
    });
  });
}

/// A dy: the gradient of the products.
template <typename T>
void spreadOutputs(const Tiling &tiling, const T *values, T *spread, int64_t size) {
  auto tiles = tiling.videos * tiling.perVideo();
  at::parallel_for(0, tiling.videos, 1, [&](int64_t begin, int64_t end) {
    const std::vector<T> zeros(size, T(0));
    forTiles<const T, outputs>(tiling, begin, end, 0, values, size, zeros.data(), [&](int64_t tile, auto y) {
      auto m = productRows(spread, tiles, tile, size);
#pragma GCC ivdep
      for (int64_t c = 0; c < size; c++) {
        T even = y[0][c] + y[2][c], odd = y[1][c] + y[3][c];
        T farEven = y[0][c] + 4 * y[2][c], farOdd = 2 * y[1][c] + 8 * y[3][c];
        m[0][c] = y[0][c];
        m[1][c] = even + odd;
        m[2][c] = even - odd;
        m[3][c] = farEven + farOdd;
        m[4][c] = farEven - farOdd;
        m[5][c] = y[3][c];
      }
    });
  });
}

/// G w: weights [outputs, C, 3] as [products, outputs, C].
template <typename T>
void spreadWeights(const T *weight, T *spread, int64_t count) {
  at::parallel_for(0, count, 1 << 14, [=](int64_t begin, int64_t end) {
    T *u0 = spread, *u1 = u0 + count, *u2 = u1 + count, *u3 = u2 + count, *u4 = u3 + count, *u5 = u4 + count;
#pragma GCC ivdep
    for (int64_t i = begin; i < end; i++) {
      T w0 = weight[3 * i], w1 = weight[3 * i + 1], w2 = weight[3 * i + 2];
      T near = (w0 + w2) / -6, far = w0 / 24 + w2 / 6;
      u0[i] = w0 / 4;
      u1[i] = near - w1 / 6;
      u2[i] = near + w1 / 6;
      u3[i] = far + w1 / 12;
      u4[i] = far - w1 / 12;
      u5[i] = w2;
    }
  });
}

/// G' u: the gradient of the weights.
template <typename T>
void gatherWeights(const T *spread, T *weight, int64_t count) {
  at::parallel_for(0, count, 1 << 14, [=](int64_t begin, int64_t end) {
    const T *u0 = spread, *u1 = u0 + count, *u2 = u1 + count, *u3 = u2 + count, *u4 = u3 + count, *u5 = u4 + count;
#pragma GCC ivdep
    for (int64_t i = begin; i < end; i++) {
      T sum12 = (u1[i] + u2[i]) / 6, sum34 = (u3[i] + u4[i]) / 24;
      weight[3 * i] = u0[i] / 4 - sum12 + sum34;
      weight[3 * i + 1] = (u2[i] - u1[i]) / 6 + (u3[i] - u4[i]) / 12;
      weight[3 * i + 2] = 4 * sum34 - sum12 + u5[i];
    }
  });
}

torch::Tensor spreadWeights(const torch::Tensor &weight) {
  auto spread = torch::empty({products, weight.size(0), weight.size(1)}, weight.options());
  AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "spreadWeights", [&] {
    spreadWeights<scalar_t>(weight.data_ptr<scalar_t>(), spread.data_ptr<scalar_t>(), weight.numel() / 3);
  });
  return spread;
}

/// Calls `body(some videos of it, how these are cut)` for all videos of [videos, T, size], in order.
template <typename Body>
void inParts(const torch::Tensor &rows, int64_t dilation, Body body) {
  Tiling all{rows.size(0), rows.size(1), dilation};
  for (int64_t first = 0; first < all.videos; first += all.videosAtOnce()) {
    Tiling part{std::min(all.videosAtOnce(), all.videos - first), all.length, dilation};
    body(first, part);
  }
}

class Convolution : public torch::autograd::Function<Convolution> {
 public:
  static torch::Tensor forward(
      torch::autograd::AutogradContext *context, const torch::Tensor &rows, const torch::Tensor &weight,
      int64_t dilation) {
    context->save_for_backward({rows, weight});
    context->saved_data["dilation"] = dilation;
    auto kernels = spreadWeights(weight);
    auto result = torch::empty({rows.size(0), rows.size(1), weight.size(0)}, rows.options());
    AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "convolution", [&] {
      inParts(rows, dilation, [&](int64_t first, const Tiling &tiling) {
        auto tiles = tiling.videos * tiling.perVideo();
        auto spread = torch::empty({products, tiles, weight.size(1)}, rows.options());
        auto product = torch::empty({products, tiles, weight.size(0)}, rows.options());
        spreadInputs<scalar_t>(tiling, rows[first].data_ptr<scalar_t>(), spread.data_ptr<scalar_t>(), weight.size(1));
        for (int64_t index = 0; index < products; index++) {
          auto part = product[index];
          at::mm_out(part, spread[index], kernels[index].t());
        }
        gatherOutputs<scalar_t>(
            tiling, product.data_ptr<scalar_t>(), result[first].data_ptr<scalar_t>(), weight.size(0));
      });
    });
    return result;
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &rows = saved[0], &weight = saved[1];
    auto dilation = context->saved_data["dilation"].toInt();
    auto gradient = gradients[0].contiguous();
    torch::Tensor kernels, ofRows, ofWeight;
    if (context->needs_input_grad(0)) {
      kernels = spreadWeights(weight);
      ofRows = torch::zeros_like(rows);
    }
    ofWeight = torch::empty_like(weight);
    auto ofKernels = torch::empty({products, weight.size(0), weight.size(1)}, weight.options());
    AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "convolution", [&] {
      inParts(rows, dilation, [&](int64_t first, const Tiling &tiling) {
        auto tiles = tiling.videos * tiling.perVideo();
        auto spread = torch::empty({products, tiles, weight.size(1)}, rows.options());
        auto product = torch::empty({products, tiles, weight.size(0)}, rows.options());
        spreadOutputs<scalar_t>(
            tiling, gradient[first].data_ptr<scalar_t>(), product.data_ptr<scalar_t>(), weight.size(0));
        spreadInputs<scalar_t>(tiling, rows[first].data_ptr<scalar_t>(), spread.data_ptr<scalar_t>(), weight.size(1));
        for (int64_t index = 0; index < products; index++) {
          auto part = ofKernels[index];
          at::addmm_out(part, part, product[index].t(), spread[index], first == 0 ? 0 : 1);
        }
        if (!ofRows.defined()) return;
        for (int64_t index = 0; index < products; index++) {
          auto part = spread[index];
          at::mm_out(part, product[index], kernels[index]);
        }
        gatherInputs<scalar_t>(
            tiling, spread.data_ptr<scalar_t>(), ofRows[first].data_ptr<scalar_t>(), weight.size(1));
      });
      gatherWeights<scalar_t>(ofKernels.data_ptr<scalar_t>(), ofWeight.data_ptr<scalar_t>(), weight.numel() / 3);
    });
    return {ofRows, ofWeight, torch::Tensor()};
  }
};

}  // namespace

torch::Tensor convolvedAlongTime(const torch::Tensor &rows, const torch::Tensor &weight, int64_t dilation) {
  return Convolution::apply(rows, weight.contiguous(), dilation);
}

}  // namespace vigil
