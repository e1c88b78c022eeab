/* Stands between a program and the C library: fails its writes below one folder, and moves its wall clock.
   The test sets what fails, and when, through a shared file, while the program runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
    int failure;    /* errno of what fails; 0: nothing does */
    int passing;    /* writes that still pass before it */
    int opening;    /* whether opening a file to write to it fails as well */
    int moved;      /* seconds by which the wall clock is moved */
};

static struct control *control;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULT_CONTROL");
    folder = getenv("FAULT_FOLDER");
    if (path == NULL) return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *shared = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared != MAP_FAILED) control = shared;
}

static int below_folder(const char *path) {
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int fails(void) {
    if (__sync_fetch_and_sub(&control->passing, 1) > 0) return 0;
    errno = control->failure;
    return 1;
}

static int write_fails(int fd) {
    char link[64], path[4096];
    if (control == NULL || control->failure == 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return below_folder(path) && fails();
}

static int open_fails(const char *path, int flags) {
    return control != NULL && control->failure != 0 && control->opening && (flags & (O_WRONLY | O_RDWR | O_CREAT))
        && below_folder(path) && fails();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITER(name, arguments, passed) \
    ssize_t name arguments { return write_fails(fd) ? -1 : REAL(name) passed; }

WRITER(write, (int fd, const void *data, size_t size), (fd, data, size))
WRITER(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRITER(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRITER(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WRITER(pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at))
WRITER(pwritev64, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at))

#define OPENER(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return open_fails(path, flags) ? -1 : REAL(name)(path, flags, mode); \
    }

OPENER(open)
OPENER(open64)

int clock_gettime(clockid_t which, struct timespec *now) {
    int result = REAL(clock_gettime)(which, now);
    if (control != NULL && which == CLOCK_REALTIME) now->tv_sec += control->moved;
    return result;
}
