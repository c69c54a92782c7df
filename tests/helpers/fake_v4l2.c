/* A V4L2 camera in a folder, for programs that are started with this library in LD_PRELOAD and FAKE_V4L2=FOLDER.
 *
 * Files of the folder named video* are cameras, plugged in as long as the file is there. Each delivers frame.jpg 15 times
 * a second, or short.jpg while its exposure is manual and below 20 ms; nothing while there is a file "hang". Its controls
 * are kept in the file "controls", as a real camera keeps them when a process ends. What is set while exposure is
 * automatic, or beyond a range, is answered as uvcvideo does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { FDS = 1024, BUFFERS = 8, BYTES = 1 << 21 };

static char *device[FDS]; /* by file descriptor */
static void *memory[BUFFERS];
static unsigned queued[BUFFERS], queue_length, width = 640, height = 480, fps = 15;

static struct control { unsigned id; int least, most, value; } controls[] = {
    {V4L2_CID_EXPOSURE_AUTO, 0, 3, 3},          {V4L2_CID_EXPOSURE_ABSOLUTE, 3, 2047, 333},
    {V4L2_CID_FOCUS_AUTO, 0, 1, 1},             {V4L2_CID_FOCUS_ABSOLUTE, 0, 250, 0},
    {V4L2_CID_GAIN, 0, 255, 64},                {V4L2_CID_POWER_LINE_FREQUENCY, 0, 2, 2},
};
enum { CONTROLS = sizeof controls / sizeof *controls };

static int real_open(const char *path, int flags, mode_t mode) {
    return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, flags, mode);
}

static char *beside(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("FAKE_V4L2"), name);
    return path;
}

static int is_there(const char *path) { return access(path, F_OK) == 0; }

static void recall(void) {
    FILE *file = fopen(beside("controls"), "r");
    for (int i = 0; file && i < CONTROLS; i++)
        if (fscanf(file, "%d", &controls[i].value) != 1) break;
    if (file) fclose(file);
}

static void keep(void) {
    FILE *file = fopen(beside("controls"), "r+"); /* a sandbox that lets devices be written to makes no files */
    if (!file) file = fopen(beside("controls"), "w");
    for (int i = 0; file && i < CONTROLS; i++) fprintf(file, "%d\n", controls[i].value);
    if (file) fclose(file);
}

static int open_camera(const char *path, int flags, mode_t mode) {
    char resolved[4096];
    const char *folder = getenv("FAKE_V4L2");
    if (!folder || !realpath(path, resolved) || strncmp(resolved, folder, strlen(folder)) ||
        strncmp(resolved + strlen(folder), "/video", 6))
        return real_open(path, flags, mode);
    int allowed = real_open(resolved, O_RDWR, 0); /* the sandbox has its say */
    if (allowed < 0) return -1;
    close(allowed);
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct itimerspec rate = {{0, 1000000000 / fps}, {0, 1000000000 / fps}};
    timerfd_settime(fd, 0, &rate, NULL);
    device[fd] = strdup(resolved);
    recall();
    return fd;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_camera(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_camera(path, flags, mode);
}
int __open_2(const char *path, int flags) { return open_camera(path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_camera(path, flags, 0); }

int close(int fd) {
    if (fd >= 0 && fd < FDS && device[fd]) {
        free(device[fd]);
        device[fd] = NULL;
        queue_length = 0;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, "close"))(fd);
}

static void *map(void *(*real)(void *, size_t, int, int, int, off64_t), void *at, size_t length, int protection,
                 int flags, int fd, off64_t offset) {
    if (fd < 0 || fd >= FDS || !device[fd]) return real(at, length, protection, flags, fd, offset);
    return memory[offset / BYTES] = real(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return map(dlsym(RTLD_NEXT, "mmap"), at, length, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
    return map(dlsym(RTLD_NEXT, "mmap64"), at, length, protection, flags, fd, offset);
}

static int fail(int number) {
    errno = number;
    return -1;
}

static int control(unsigned long request, struct v4l2_control *asked) {
    for (int i = 0; i < CONTROLS; i++) {
        struct control *one = &controls[i];
        if (one->id != asked->id) continue;
        if (request == VIDIOC_G_CTRL) {
            asked->value = one->value;
            return 0;
        }
        if (one->id == V4L2_CID_EXPOSURE_AUTO && asked->value != 1 && asked->value != 3) return fail(EINVAL);
        if (one->id == V4L2_CID_EXPOSURE_ABSOLUTE && controls[0].value != 1) return fail(EACCES);
        if (one->id == V4L2_CID_EXPOSURE_AUTO && asked->value == 3) controls[1].value = 333;
        one->value = asked->value < one->least ? one->least : asked->value > one->most ? one->most : asked->value;
        asked->value = one->value;
        keep();
        return 0;
    }
    return fail(EINVAL);
}

static int describe(struct v4l2_queryctrl *asked) {
    for (int i = 0; i < CONTROLS; i++)
        if (controls[i].id == asked->id) {
            asked->minimum = controls[i].least;
            asked->maximum = controls[i].most;
            asked->step = 1;
            return 0;
        }
    return fail(EINVAL);
}

static int take_frame(int fd, struct v4l2_buffer *buffer) {
    unsigned long long due;
    if (is_there(beside("hang"))) timerfd_settime(fd, 0, &(struct itimerspec){0}, NULL);
    if (read(fd, &due, sizeof due) < 0 || !queue_length) return fail(EAGAIN);
    int is_short = controls[0].value == 1 && controls[1].value < 200 && is_there(beside("short.jpg"));
    int file = real_open(beside(is_short ? "short.jpg" : "frame.jpg"), O_RDONLY, 0);
    buffer->index = queued[0];
    memmove(queued, queued + 1, sizeof *queued * --queue_length);
    ssize_t size = file < 0 ? 0 : read(file, memory[buffer->index], BYTES);
    buffer->bytesused = size < 0 ? 0 : size;
    buffer->length = BYTES;
    buffer->memory = V4L2_MEMORY_MMAP;
    if (file >= 0) close(file);
    return 0;
}

static int answer(int fd, unsigned long request, void *asked) {
    if (!is_there(device[fd])) return fail(ENODEV);
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *can = asked;
        memset(can, 0, sizeof *can);
        strcpy((char *)can->card, "folder");
        can->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    }
    case VIDIOC_S_FMT: {
        struct v4l2_pix_format *pix = &((struct v4l2_format *)asked)->fmt.pix;
        width = pix->width >= 1000 ? 1280 : 640;
        height = width == 1280 ? 720 : 480;
    } /* fallthrough */
    case VIDIOC_G_FMT: {
        struct v4l2_pix_format *pix = &((struct v4l2_format *)asked)->fmt.pix;
        pix->width = width, pix->height = height, pix->pixelformat = V4L2_PIX_FMT_MJPEG, pix->sizeimage = BYTES;
        pix->field = V4L2_FIELD_NONE, pix->bytesperline = 0;
        return 0;
    }
    case VIDIOC_S_PARM:
    case VIDIOC_G_PARM:
        ((struct v4l2_streamparm *)asked)->parm.capture.timeperframe = (struct v4l2_fract){1, fps};
        return 0;
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = asked;
        wanted->count = wanted->count > BUFFERS ? BUFFERS : wanted->count;
        queue_length = 0;
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = asked;
        buffer->length = BYTES, buffer->m.offset = buffer->index * BYTES;
        return 0;
    }
    case VIDIOC_QBUF:
        queued[queue_length++ % BUFFERS] = ((struct v4l2_buffer *)asked)->index;
        return 0;
    case VIDIOC_DQBUF: return take_frame(fd, asked);
    case VIDIOC_STREAMON: return 0;
    case VIDIOC_STREAMOFF: queue_length = 0; return 0;
    case VIDIOC_QUERYCTRL: return describe(asked);
    case VIDIOC_S_CTRL:
    case VIDIOC_G_CTRL: return control(request, asked);
    case VIDIOC_G_INPUT:
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_ENUMINPUT: return 0;
    default: return fail(ENOTTY);
    }
}

int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *asked = va_arg(rest, void *);
    va_end(rest);
    /* Of what a program passes as int, the upper half is its sign. */
    if (fd >= 0 && fd < FDS && device[fd]) return answer(fd, request & 0xFFFFFFFF, asked);
    return ((int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl"))(fd, request, asked);
}
